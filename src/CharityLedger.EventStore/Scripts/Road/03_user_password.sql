-- Passwords of the federations' users, hashed (PBKDF2 by ASP.NET Core's hasher). Never in the log: a hash there could not be
-- forgotten.
create table charity.user_password (
    tenant     varchar     not null,
    user_name  varchar     not null,
    hash       varchar     not null,
    changed_at timestamptz not null,
    primary key (tenant, user_name)
);

-- Keys that seal cookies and forms, each sealed by the installation's master key: hosts of one database read each other's
-- cookies, wherever their data folders are.
create table charity.form_key (
    name       varchar     not null primary key,
    sealed     bytea       not null,
    created_at timestamptz not null default now()
);

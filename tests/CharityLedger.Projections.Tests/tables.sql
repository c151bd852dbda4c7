create table noted (position bigint not null, type varchar null, version int not null);

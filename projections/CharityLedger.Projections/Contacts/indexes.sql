create index contact_position on contact (tenant, position);
create index contact_root on contact (tenant, root);
create index gift_donor on gift (tenant, donor) where donor is not null;
create index gift_contact on gift (tenant, contact, position) where contact is not null;

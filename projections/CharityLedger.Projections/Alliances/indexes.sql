create index transfer_receiver on transfer (receiver, project);

create index noted_position on noted (position);

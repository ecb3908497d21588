CREATE TABLE node (
    id int,
    region int,
    parent int,
    PRIMARY KEY (id, region),
    FOREIGN KEY (parent, region) REFERENCES node (id, region)
) PARTITION BY LIST (region);
CREATE TABLE node_1 PARTITION OF node FOR VALUES IN (1);
CREATE TABLE node_2 PARTITION OF node FOR VALUES IN (2);

create table p (a int not null, b int, c text) partition by list (a);
create table p1 partition of p for values in (1); create table p2 partition of p for values in (2) partition by range (b); create table p21 partition of p2 default;
create index stays on only p (c); create index p1_c on p1 (c); alter index stays attach partition p1_c; comment on index stays is 'not done'; comment on index p1_c is 'part';
create index below on only p2 (b); alter table only p add constraint key unique (a, b);

create table p (a int not null, b int, c text) partition by list (a);
create table p1 partition of p for values in (1); create table p2 partition of p for values in (2) partition by range (b); create table p21 partition of p2 default; create table p22 partition of p2 for values from (0) to (10);
create table p3 partition of p for values in (3); create table p4 (a int not null, b int, c text); alter table p attach partition p4 for values in (4);
create index stays on only p (c); create index p1_c on p1 (c); alter index stays attach partition p1_c; comment on index stays is 'not done'; comment on index p1_c is 'part';
create index p4_c on p4 (c); alter index stays attach partition p4_c;
create index below on only p2 (b); alter table only p add constraint key unique (a, b);

create table p (a int not null, b int, c text) partition by list (a);
create table p1 partition of p for values in (1); create table p2 partition of p for values in (2) partition by range (b); create table p21 partition of p2 default;
create index completes on only p (b); create index p1_b on p1 (b); alter index completes attach partition p1_b;
create index stays on only p (c); create index p2_c on p2 (c); alter index stays attach partition p2_c;
create index going on only p (b desc);
alter table only p add constraint key unique (a, b); create index whole on p (b, c);

create table p (a int not null, b int, c text) partition by list (a);
create table p1 partition of p for values in (1); create table p2 partition of p for values in (2) partition by range (b); create table p21 partition of p2 default;
create index p1_b on p1 (b); create index completes on p (b);
create index stays on only p (c); create index p2_c on p2 (c); alter index stays attach partition p2_c;
alter table p add constraint key unique (a, b); create index come on only p (c desc); create index p1_c on p1 (c desc);
create index whole on only p (b, c);

create function f() returns trigger language plpgsql as 'begin return new; end';
create table p (a int, b int) partition by list (a); create table p1 partition of p for values in (1) partition by range (b); create table p11 partition of p1 default; create table p2 partition of p for values in (2); create table p3 (a int, b int);
create trigger kept after insert on p for each row execute function f(); create trigger anew before delete on p for each row when (old.b > 0) execute function f();
comment on trigger kept on p1 is 'of one, still'; comment on trigger kept on p11 is 'of one of one'; comment on trigger anew on p2 is 'it''s of two'; comment on trigger kept on p2 is 'more'; alter table p2 disable trigger kept;

-- A column is retyped at the top of a family, whatever its members' names: views and indexes stand on the lowest.
CREATE TABLE public.grand (x bigint, y text);
CREATE TABLE public.parent () INHERITS (public.grand);
CREATE TABLE public.child () INHERITS (public.parent);
CREATE VIEW public.children AS SELECT x FROM public.child;
CREATE INDEX child_x ON public.child (x);

CREATE TABLE public.z_grand (x bigint, y text);
CREATE TABLE public.y_parent () INHERITS (public.z_grand);
CREATE TABLE public.a_child () INHERITS (public.y_parent);
CREATE VIEW public.a_children AS SELECT x, y FROM public.a_child WHERE x > 1;
CREATE MATERIALIZED VIEW public.a_sums AS SELECT sum(x) AS x FROM public.a_child;

CREATE TABLE public.event (id integer, at integer NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE public.event_1 PARTITION OF public.event FOR VALUES FROM (0) TO (10);
CREATE TABLE public.event_2 PARTITION OF public.event FOR VALUES FROM (10) TO (20);
CREATE TABLE public.event_rest PARTITION OF public.event DEFAULT;

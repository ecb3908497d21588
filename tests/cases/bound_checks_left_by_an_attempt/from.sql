-- A partition whose attaching failed, and was mended by hand: the checks that were to prove its bound are still there.
CREATE TABLE public.event (id integer, at integer NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE public.event_1 PARTITION OF public.event FOR VALUES FROM (0) TO (10);
CREATE TABLE public.event_rest PARTITION OF public.event DEFAULT;
ALTER TABLE public.event_rest ADD CONSTRAINT event_rest_dbtool_bound CHECK (NOT (at IS NOT NULL AND at >= 10 AND at < 20)) NOT VALID;
CREATE TABLE public.event_2 (id integer, at integer NOT NULL);
ALTER TABLE public.event_2 ADD CONSTRAINT event_2_dbtool_bound CHECK (at IS NOT NULL AND at >= 10 AND at < 20) NOT VALID;

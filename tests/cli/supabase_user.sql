-- What its user adds: tables of the user's that stand on the platform's, and parts of the platform's
-- own tables.
CREATE TABLE public.profiles (
    id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
    level auth.aal_level DEFAULT 'aal1',
    token uuid DEFAULT extensions.gen_random_uuid(),
    name text
);
ALTER TABLE public.profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON public.profiles FOR SELECT TO authenticated USING (id = auth.uid());
CREATE VIEW public.people AS SELECT p.name, u.email FROM public.profiles p JOIN auth.users u USING (id);
CREATE FUNCTION public.new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
    AS $$ BEGIN INSERT INTO public.profiles (id) VALUES (new.id); RETURN new; END $$;
CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.new_user();
CREATE POLICY "own files" ON storage.objects FOR INSERT TO authenticated WITH CHECK (owner = auth.uid());
CREATE FUNCTION auth.role_of(id uuid) RETURNS text LANGUAGE sql AS $$ SELECT 'member' $$;
ALTER PUBLICATION supabase_realtime ADD TABLE public.profiles;

create schema app; create domain app.d as int constraint first not null; create domain app.usual as int not null; create domain app.gone as int constraint g not null; create domain app.come as int;

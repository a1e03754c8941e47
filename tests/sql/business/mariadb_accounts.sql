-- Who may log in. The guard alone stands between `wide_reader` and everything there is to read.
CREATE USER wide_reader@localhost IDENTIFIED BY 'reader';
CREATE USER wide_reader@127.0.0.1 IDENTIFIED BY 'reader';
GRANT SELECT, EXECUTE, FILE, PROCESS, SHOW VIEW, SHOW DATABASES ON *.* TO wide_reader@localhost;
GRANT SELECT, EXECUTE, FILE, PROCESS, SHOW VIEW, SHOW DATABASES ON *.* TO wide_reader@127.0.0.1;
CREATE USER everything@localhost IDENTIFIED BY 'everything';
CREATE USER everything@127.0.0.1 IDENTIFIED BY 'everything';
GRANT ALL PRIVILEGES ON *.* TO everything@localhost WITH GRANT OPTION;
GRANT ALL PRIVILEGES ON *.* TO everything@127.0.0.1 WITH GRANT OPTION;

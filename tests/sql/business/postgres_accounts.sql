-- Who may log in. The guard alone stands between `wide_reader` and everything there is to read.
CREATE ROLE business_owner NOLOGIN;
CREATE ROLE wide_reader LOGIN;
GRANT pg_read_all_data TO wide_reader;
CREATE ROLE narrow_reader LOGIN;
CREATE ROLE everything LOGIN SUPERUSER;

#!/bin/sh
# The two roles and the database, on PostgreSQL's first start: the owner migrates and owns; the application owns nothing, is no superuser and passes no row security.
set -eu
psql -v ON_ERROR_STOP=1 -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" --username postgres --dbname postgres <<'SQL'
CREATE ROLE serentak_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE serentak_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
CREATE DATABASE serentak OWNER serentak_owner;
SQL

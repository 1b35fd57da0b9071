# shellcheck shell=bash
# The first start of the database container: makes the accounts of accounts.sql. Sourced by the
# mariadb image's own entry point, which brings docker_process_sql.
word='s/@HOST@/localhost/g'
for role in admin public lookup office; do
    word+=";s/@${role^^}_PASSWORD@/$(cat "/run/secrets/$role")/"
done
sed "$word" /accounts.sql | docker_process_sql

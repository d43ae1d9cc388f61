SELECT person_id, login, name, password, roles, active, made_at, failures, locked_until
FROM person WHERE practice_id = $1 AND login = $2

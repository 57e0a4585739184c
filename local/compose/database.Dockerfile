# PostgreSQL for compose.yaml, started by its own unprivileged user alone.
ARG POSTGRES_IMAGE=public.ecr.aws/docker/library/postgres:17
FROM ${POSTGRES_IMAGE}
# The official image has this folder; a volume takes over its owner.
RUN install -d -o postgres -g postgres /var/lib/postgresql/data
COPY --chmod=0755 local/compose/start-database.sh /usr/local/bin/start-database
USER postgres
EXPOSE 5432
HEALTHCHECK --interval=2s --timeout=3s --start-period=60s CMD ["pg_isready", "--host", "127.0.0.1", "--quiet"]
STOPSIGNAL SIGINT
ENTRYPOINT ["start-database"]

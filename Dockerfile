# One artefact for api, worker and scheduler (APP_ROLES). Nothing simulated is in it.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node bin/build.mjs && rm -rf dist/sandbox dist/bench && touch dist/.image && npm prune --omit=dev --no-audit --no-fund

FROM node:22-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/bin bin
COPY --from=build /app/dist dist
COPY --from=build /app/web/dist web/dist
# A volume takes its owner from the folder that the image has in its place.
RUN mkdir -p /data/photos && chown -R node:node /data
VOLUME /data
USER node
EXPOSE 3000
# Node itself is process 1, so that SIGTERM reaches it and slices are finished.
CMD ["node", "bin/start-prod.mjs"]

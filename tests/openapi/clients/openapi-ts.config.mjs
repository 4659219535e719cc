// For @hey-api/openapi-ts, which reads it in the folder of the test.
export default {
  // Where modules are resolved as Node.js does, what it writes names modules with their `.js`.
  output: { path: 'hey_api', tsConfigPath: new URL('tsconfig.json', import.meta.url).pathname },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
  logs: { file: false },
};

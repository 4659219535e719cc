// Shows /openapi.yaml with Swagger UI, from this server alone: no other host is asked for anything.
window.ui = window.SwaggerUIBundle({
  url: '/openapi.yaml',
  dom_id: '#description',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayOperationId: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});

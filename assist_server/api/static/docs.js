// Shows openapi.json, which lies beside this page, in Swagger UI. `validatorUrl: null` keeps it from asking a server of somebody else's.
SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger', deepLinking: true, validatorUrl: null });

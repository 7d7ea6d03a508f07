// An OAuth 2.0 server on loopback, at the port that is given: oidc-provider with one client.
import Provider from 'oidc-provider';

const port = Number(process.argv[2]);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'peer',
      // With what RFC 6749, section 2.3.1 wants encoded.
      client_secret: 'Circle of Life: 100%/+',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: 'things:read',
    },
  ],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    revocation: { enabled: true },
  },
  scopes: ['things:read'],
});
provider.listen(port, '127.0.0.1');

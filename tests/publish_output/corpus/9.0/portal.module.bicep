@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param portal_containerimage string

param portal_containerport string

param outputs_azure_container_registry_managed_identity_id string

param outputs_azure_container_registry_endpoint string

param outputs_managed_identity_client_id string

param outputs_azure_container_apps_environment_default_domain string

param outputs_azure_container_apps_environment_id string

resource portal 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'portal'
  location: location
  properties: {
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: portal_containerport
        transport: 'http'
      }
      registries: [
        {
          server: outputs_azure_container_registry_endpoint
          identity: outputs_azure_container_registry_managed_identity_id
        }
      ]
    }
    environmentId: outputs_azure_container_apps_environment_id
    template: {
      containers: [
        {
          image: portal_containerimage
          name: 'portal'
          env: [
            {
              name: 'OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY'
              value: 'in_memory'
            }
            {
              name: 'HTTP_PORTS'
              value: portal_containerport
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: outputs_managed_identity_client_id
            }
          ]
        }
      ]
      scale: {
        minReplicas: 1
      }
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
}

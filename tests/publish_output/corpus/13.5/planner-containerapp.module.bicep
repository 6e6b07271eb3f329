@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param env_outputs_azure_container_apps_environment_default_domain string

param env_outputs_azure_container_apps_environment_id string

param env_outputs_azure_container_registry_endpoint string

param env_outputs_azure_container_registry_managed_identity_id string

param planner_containerimage string

param planner_identity_outputs_id string

param strongbox_outputs_name string

param zone_value string

param yard_outputs_queueendpoint string

param planner_identity_outputs_clientid string

param env_outputs_volumes_planner_0 string

resource strongbox 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: strongbox_outputs_name
}

resource strongbox_route_key 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'route-key'
  parent: strongbox
}

resource planner 'Microsoft.App/jobs@2025-07-01' = {
  name: 'planner'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'route-key'
          identity: planner_identity_outputs_id
          keyVaultUrl: strongbox_route_key.properties.secretUri
        }
      ]
      triggerType: 'Schedule'
      replicaTimeout: 1800
      scheduleTriggerConfig: {
        cronExpression: '0 4 * * *'
        parallelism: 1
        replicaCompletionCount: 1
      }
      registries: [
        {
          server: env_outputs_azure_container_registry_endpoint
          identity: env_outputs_azure_container_registry_managed_identity_id
        }
      ]
    }
    environmentId: env_outputs_azure_container_apps_environment_id
    template: {
      containers: [
        {
          image: planner_containerimage
          name: 'planner'
          env: [
            {
              name: 'OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY'
              value: 'in_memory'
            }
            {
              name: 'ZONE'
              value: zone_value
            }
            {
              name: 'YARD_QUEUES'
              value: yard_outputs_queueendpoint
            }
            {
              name: 'ROUTE_KEY'
              secretRef: 'route-key'
            }
            {
              name: 'services__maps__default__0'
              value: 'https://maps.example.net/v2'
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: planner_identity_outputs_clientid
            }
            {
              name: 'AZURE_TOKEN_CREDENTIALS'
              value: 'ManagedIdentityCredential'
            }
          ]
          volumeMounts: [
            {
              volumeName: 'v0'
              mountPath: '/routes'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'v0'
          storageType: 'AzureFile'
          storageName: env_outputs_volumes_planner_0
        }
      ]
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${planner_identity_outputs_id}': { }
      '${env_outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
  tags: {
    team: 'routes'
  }
}

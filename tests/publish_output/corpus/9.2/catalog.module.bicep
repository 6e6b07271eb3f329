@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param env_outputs_azure_container_apps_environment_default_domain string

param env_outputs_azure_container_apps_environment_id string

param env_outputs_azure_container_registry_endpoint string

param env_outputs_azure_container_registry_managed_identity_id string

param catalog_containerimage string

param catalog_identity_outputs_id string

param locker_outputs_name string

param lake_outputs_queueendpoint string

param catalog_identity_outputs_clientid string

param env_outputs_volumes_catalog_0 string

resource locker 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: locker_outputs_name
}

resource locker_feed_token 'Microsoft.KeyVault/vaults/secrets@2023-07-01' existing = {
  name: 'feed-token'
  parent: locker
}

resource catalog 'Microsoft.App/jobs@2024-03-01' = {
  name: 'catalog'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'feed-token'
          identity: catalog_identity_outputs_id
          keyVaultUrl: locker_feed_token.properties.secretUri
        }
      ]
      triggerType: 'Event'
      replicaTimeout: 1800
      replicaRetryLimit: 1
      eventTriggerConfig: {
        parallelism: 2
        replicaCompletionCount: 2
        scale: {
          maxExecutions: 8
          minExecutions: 0
          pollingInterval: 45
          rules: [
            {
              name: 'parts'
              type: 'azure-queue'
              metadata: {
                accountName: 'contosolake'
                queueName: 'parts'
                queueLength: '5'
              }
              identity: catalog_identity_outputs_id
            }
          ]
        }
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
          image: catalog_containerimage
          name: 'catalog'
          args: [
            'import'
          ]
          env: [
            {
              name: 'OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY'
              value: 'in_memory'
            }
            {
              name: 'ConnectionStrings__parts'
              value: lake_outputs_queueendpoint
            }
            {
              name: 'FEED_TOKEN'
              secretRef: 'feed-token'
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: catalog_identity_outputs_clientid
            }
          ]
          volumeMounts: [
            {
              volumeName: 'v0'
              mountPath: '/cache'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'v0'
          storageType: 'AzureFile'
          storageName: env_outputs_volumes_catalog_0
        }
      ]
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${catalog_identity_outputs_id}': { }
      '${env_outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
}

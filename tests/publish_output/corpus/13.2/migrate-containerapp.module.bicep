@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param env_outputs_azure_container_apps_environment_default_domain string

param env_outputs_azure_container_apps_environment_id string

param env_outputs_azure_container_registry_endpoint string

param env_outputs_azure_container_registry_managed_identity_id string

param migrate_containerimage string

param migrate_identity_outputs_id string

param chest_outputs_name string

@secure()
param db_password_value string

param old_outputs_blobendpoint string

param migrate_identity_outputs_clientid string

param env_outputs_volumes_migrate_0 string

resource chest 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: chest_outputs_name
}

resource chest_api_key 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'api-key'
  parent: chest
}

resource migrate 'Microsoft.App/jobs@2025-01-01' = {
  name: 'migrate'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'connectionstrings--db'
          value: 'Host=db.example.net;Username=ledger;Password=${db_password_value}'
        }
        {
          name: 'api-key'
          identity: migrate_identity_outputs_id
          keyVaultUrl: chest_api_key.properties.secretUri
        }
      ]
      triggerType: 'Manual'
      replicaTimeout: 1800
      replicaRetryLimit: 0
      manualTriggerConfig: {
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
          image: migrate_containerimage
          name: 'migrate'
          args: [
            '--up'
          ]
          env: [
            {
              name: 'OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY'
              value: 'in_memory'
            }
            {
              name: 'ConnectionStrings__db'
              secretRef: 'connectionstrings--db'
            }
            {
              name: 'OLD'
              value: old_outputs_blobendpoint
            }
            {
              name: 'API_KEY'
              secretRef: 'api-key'
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: migrate_identity_outputs_clientid
            }
            {
              name: 'AZURE_TOKEN_CREDENTIALS'
              value: 'ManagedIdentityCredential'
            }
          ]
          volumeMounts: [
            {
              volumeName: 'v0'
              mountPath: '/dumps'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'v0'
          storageType: 'AzureFile'
          storageName: env_outputs_volumes_migrate_0
        }
      ]
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${migrate_identity_outputs_id}': { }
      '${env_outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
}

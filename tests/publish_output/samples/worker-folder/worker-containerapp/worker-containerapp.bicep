@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param env_outputs_azure_container_apps_environment_default_domain string

param env_outputs_azure_container_apps_environment_id string

param env_outputs_azure_container_registry_endpoint string

param env_outputs_azure_container_registry_managed_identity_id string

param worker_containerimage string

param worker_identity_outputs_id string

param region_value string

param batch_size_value string

@secure()
param api_key_value string

@secure()
param sql_connectionstring string

param storage_outputs_blobendpoint string

param storage_outputs_queueendpoint string

param vault_outputs_name string

param worker_identity_outputs_clientid string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vault_outputs_name
}

resource vault_stored_key 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'stored-key'
  parent: vault
}

resource vault_other 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'other'
  parent: vault
}

resource worker 'Microsoft.App/jobs@2025-01-01' = {
  name: 'worker'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'api-key'
          value: api_key_value
        }
        {
          name: 'api-address'
          value: 'https://api.example.com/?key=${uriComponent(api_key_value)}&size=${batch_size_value}'
        }
        {
          name: 'connectionstrings--sql'
          value: sql_connectionstring
        }
        {
          name: 'vault-key'
          identity: worker_identity_outputs_id
          keyVaultUrl: vault_stored_key.properties.secretUri
        }
        {
          name: 'vault-other'
          identity: worker_identity_outputs_id
          keyVaultUrl: vault_other.properties.secretUri
        }
      ]
      triggerType: 'Manual'
      replicaTimeout: 600
      replicaRetryLimit: 2
      manualTriggerConfig: {
        parallelism: 5
        replicaCompletionCount: 20
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
          image: worker_containerimage
          name: 'worker'
          args: [
            '--region'
            region_value
            '--once'
          ]
          env: [
            {
              name: 'OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY'
              value: 'in_memory'
            }
            {
              name: 'REGION'
              value: region_value
            }
            {
              name: 'BATCH_SIZE'
              value: batch_size_value
            }
            {
              name: 'API_KEY'
              secretRef: 'api-key'
            }
            {
              name: 'API_ADDRESS'
              secretRef: 'api-address'
            }
            {
              name: 'TEMPLATE'
              value: '{name} costs \$5 and \${more}'
            }
            {
              name: 'ConnectionStrings__sql'
              secretRef: 'connectionstrings--sql'
            }
            {
              name: 'ConnectionStrings__blobs'
              value: storage_outputs_blobendpoint
            }
            {
              name: 'ConnectionStrings__tasks'
              value: 'Endpoint=${storage_outputs_queueendpoint};QueueName=tasks'
            }
            {
              name: 'VAULT_KEY'
              secretRef: 'vault-key'
            }
            {
              name: 'VAULT_OTHER'
              secretRef: 'vault-other'
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: worker_identity_outputs_clientid
            }
            {
              name: 'AZURE_TOKEN_CREDENTIALS'
              value: 'ManagedIdentityCredential'
            }
          ]
        }
      ]
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${worker_identity_outputs_id}': { }
      '${env_outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
  tags: {
    team: 'data'
  }
}

@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param plant_outputs_azure_container_apps_environment_default_domain string

param plant_outputs_azure_container_apps_environment_id string

param plant_outputs_azure_container_registry_endpoint string

param plant_outputs_azure_container_registry_managed_identity_id string

param readings_containerimage string

param readings_identity_outputs_id string

param key_room_outputs_name string

param site string

param tank_outputs_tableendpoint string

param readings_identity_outputs_clientid string

param plant_outputs_volumes_readings_0 string

resource key_room 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: key_room_outputs_name
}

resource key_room_meter_token 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'meter-token'
  parent: key_room
}

resource readings 'Microsoft.App/jobs@2025-07-01' = {
  name: 'readings'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'meter-token'
          identity: readings_identity_outputs_id
          keyVaultUrl: key_room_meter_token.properties.secretUri
        }
      ]
      triggerType: 'Schedule'
      replicaTimeout: 1800
      replicaRetryLimit: 3
      scheduleTriggerConfig: {
        cronExpression: '*/15 * * * *'
      }
      registries: [
        {
          server: plant_outputs_azure_container_registry_endpoint
          identity: plant_outputs_azure_container_registry_managed_identity_id
        }
      ]
    }
    environmentId: plant_outputs_azure_container_apps_environment_id
    template: {
      containers: [
        {
          image: readings_containerimage
          name: 'readings'
          args: [
            '--site=${site}'
          ]
          env: [
            {
              name: 'OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY'
              value: 'in_memory'
            }
            {
              name: 'SITE'
              value: site
            }
            {
              name: 'ConnectionStrings__tables'
              value: tank_outputs_tableendpoint
            }
            {
              name: 'METER_TOKEN'
              secretRef: 'meter-token'
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: readings_identity_outputs_clientid
            }
            {
              name: 'AZURE_TOKEN_CREDENTIALS'
              value: 'ManagedIdentityCredential'
            }
          ]
          volumeMounts: [
            {
              volumeName: 'v0'
              mountPath: '/readings'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'v0'
          storageType: 'AzureFile'
          storageName: plant_outputs_volumes_readings_0
        }
      ]
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${readings_identity_outputs_id}': { }
      '${plant_outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
}

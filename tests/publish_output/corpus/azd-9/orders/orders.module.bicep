@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param outputs_azure_container_apps_environment_id string

param outputs_azure_container_registry_endpoint string

param outputs_azure_container_registry_managed_identity_id string

param orders_containerimage string

param purse_outputs_name string

param label_value string

param till_outputs_queueendpoint string

param outputs_managed_identity_client_id string

param outputs_service_orders_volume_data_name string

resource purse 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: purse_outputs_name
}

resource purse_bus_password 'Microsoft.KeyVault/vaults/secrets@2023-07-01' existing = {
  name: 'bus-password'
  parent: purse
}

resource orders 'Microsoft.App/jobs@2024-03-01' = {
  name: 'orders'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'bus-password'
          identity: outputs_azure_container_registry_managed_identity_id
          keyVaultUrl: purse_bus_password.properties.secretUri
        }
      ]
      triggerType: 'Manual'
      replicaTimeout: 1800
      manualTriggerConfig: {
        parallelism: 3
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
          image: orders_containerimage
          name: 'orders'
          args: [
            '--label'
            label_value
          ]
          env: [
            {
              name: 'TILL'
              value: till_outputs_queueendpoint
            }
            {
              name: 'BUS_PASSWORD'
              secretRef: 'bus-password'
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: outputs_managed_identity_client_id
            }
          ]
          volumeMounts: [
            {
              volumeName: 'v0'
              mountPath: '/orders'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'v0'
          storageType: 'AzureFile'
          storageName: outputs_service_orders_volume_data_name
        }
      ]
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
}

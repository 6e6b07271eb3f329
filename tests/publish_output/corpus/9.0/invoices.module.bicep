@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param safe_outputs_name string

param outputs_azure_container_registry_managed_identity_id string

param outputs_volumes_invoices_0 string

param archive_outputs_blobendpoint string

param outputs_managed_identity_client_id string

param outputs_azure_container_apps_environment_id string

resource safe 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: safe_outputs_name
}

resource safe_signing_key 'Microsoft.KeyVault/vaults/secrets@2023-07-01' existing = {
  name: 'signing-key'
  parent: safe
}

resource invoices 'Microsoft.App/jobs@2024-03-01' = {
  name: 'invoices'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'signing-key'
          identity: outputs_azure_container_registry_managed_identity_id
          keyVaultUrl: safe_signing_key.properties.secretUri
        }
      ]
      triggerType: 'Schedule'
      replicaTimeout: 1800
      scheduleTriggerConfig: {
        cronExpression: '0 3 1 * *'
      }
    }
    environmentId: outputs_azure_container_apps_environment_id
    template: {
      containers: [
        {
          image: 'docker.io/contoso/invoices:4.1'
          name: 'invoices'
          args: [
            '--month'
            'previous'
          ]
          env: [
            {
              name: 'ConnectionStrings__drop'
              value: archive_outputs_blobendpoint
            }
            {
              name: 'SIGNING_KEY'
              secretRef: 'signing-key'
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: outputs_managed_identity_client_id
            }
          ]
          volumeMounts: [
            {
              volumeName: 'v0'
              mountPath: '/work'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'v0'
          storageType: 'AzureFile'
          storageName: outputs_volumes_invoices_0
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

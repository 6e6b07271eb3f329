param location string = resourceGroup().location

param environmentId string

param identityId string

param registry string

param vaultUri string

param storageName string

@secure()
param printerToken string

resource resize 'Microsoft.App/jobs@2024-03-01' = {
  name: 'resize'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environmentId
    configuration: {
      triggerType: 'Schedule'
      replicaTimeout: 1200
      scheduleTriggerConfig: {
        cronExpression: '0 */6 * * *'
      }
      registries: [
        {
          server: registry
          identity: identityId
        }
      ]
      secrets: [
        {
          name: 'ledger'
          keyVaultUrl: '${vaultUri}secrets/connectionString'
          identity: identityId
        }
        {
          name: 'printer-token'
          value: printerToken
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'resize'
          image: '${registry}/resize:1.0'
          args: ['--all']
          env: [
            {
              name: 'ConnectionStrings__ledger'
              secretRef: 'ledger'
            }
            {
              name: 'PRINTER_TOKEN'
              secretRef: 'printer-token'
            }
          ]
          volumeMounts: [
            {
              volumeName: 'data'
              mountPath: '/photos'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'data'
          storageType: 'AzureFile'
          storageName: storageName
        }
      ]
    }
  }
}

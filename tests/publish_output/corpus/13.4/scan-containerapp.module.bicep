@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param env_outputs_azure_container_apps_environment_default_domain string

param env_outputs_azure_container_apps_environment_id string

param env_outputs_azure_container_registry_endpoint string

param env_outputs_azure_container_registry_managed_identity_id string

param scan_containerimage string

param scan_identity_outputs_id string

param coffer_outputs_name string

param shelf_outputs_blobendpoint string

param depth_value string

param scan_identity_outputs_clientid string

param env_outputs_volumes_scan_0 string

resource coffer 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: coffer_outputs_name
}

resource coffer_pin 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'pin'
  parent: coffer
}

resource scan 'Microsoft.App/jobs@2025-07-01' = {
  name: 'scan'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'pin'
          identity: scan_identity_outputs_id
          keyVaultUrl: coffer_pin.properties.secretUri
        }
      ]
      triggerType: 'Event'
      replicaTimeout: 1800
      eventTriggerConfig: {
        scale: {
          maxExecutions: 4
          rules: [
            {
              name: 'pages'
              type: 'azure-blob'
              metadata: {
                blobContainerName: 'pages'
                accountName: 'contososhelf'
              }
              identity: scan_identity_outputs_id
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
    workloadProfileName: 'large'
    template: {
      containers: [
        {
          image: scan_containerimage
          name: 'scan'
          args: [
            '--depth'
            depth_value
          ]
          env: [
            {
              name: 'OTEL_TRACES_EXPORTER'
              value: 'otlp'
            }
            {
              name: 'ConnectionStrings__books'
              value: shelf_outputs_blobendpoint
            }
            {
              name: 'PIN'
              secretRef: 'pin'
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: scan_identity_outputs_clientid
            }
            {
              name: 'AZURE_TOKEN_CREDENTIALS'
              value: 'ManagedIdentityCredential'
            }
          ]
          resources: {
            cpu: json('1.5')
            memory: '3Gi'
          }
          probes: [
            {
              type: 'Liveness'
              httpGet: {
                path: '/alive'
                port: 8080
              }
              periodSeconds: 20
            }
          ]
          volumeMounts: [
            {
              volumeName: 'v0'
              mountPath: '/pages'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'v0'
          storageType: 'AzureFile'
          storageName: env_outputs_volumes_scan_0
        }
      ]
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${scan_identity_outputs_id}': { }
      '${env_outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
}

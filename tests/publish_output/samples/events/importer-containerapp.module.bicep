@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param env_outputs_azure_container_apps_environment_default_domain string

param env_outputs_azure_container_apps_environment_id string

param env_outputs_azure_container_registry_endpoint string

param env_outputs_azure_container_registry_managed_identity_id string

param importer_containerimage string

param identity_outputs_id string

@secure()
param queue_key_value string

param bus_outputs_servicebusendpoint string

param identity_outputs_clientid string

param env_outputs_volumes_importer_0 string

param env_outputs_volumes_importer_1 string

param env_outputs_bindmounts_importer_0 string

resource importer 'Microsoft.App/jobs@2025-01-01' = {
  name: 'importer'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'queue-key'
          value: queue_key_value
        }
      ]
      triggerType: 'Event'
      replicaTimeout: 1800
      eventTriggerConfig: {
        parallelism: 2
        replicaCompletionCount: 1
        scale: {
          minExecutions: 0
          maxExecutions: 10
          pollingInterval: 60
          rules: [
            {
              name: 'orders'
              type: 'azure-queue'
              metadata: {
                accountName: 'acme'
                queueName: 'orders'
                queueLength: '5'
              }
              auth: [
                {
                  secretRef: 'queue-key'
                  triggerParameter: 'connection'
                }
              ]
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
    workloadProfileName: 'consumption'
    template: {
      containers: [
        {
          image: importer_containerimage
          name: 'importer'
          env: [
            {
              name: 'QUEUE_KEY'
              secretRef: 'queue-key'
            }
            {
              name: 'ConnectionStrings__orders'
              value: 'Endpoint=${bus_outputs_servicebusendpoint};EntityPath=orders'
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: identity_outputs_clientid
            }
            {
              name: 'AZURE_TOKEN_CREDENTIALS'
              value: 'ManagedIdentityCredential'
            }
          ]
          resources: {
            cpu: json('0.25')
            memory: '0.5Gi'
          }
          volumeMounts: [
            {
              volumeName: 'v0'
              mountPath: '/cache'
            }
            {
              volumeName: 'v1'
              mountPath: '/models'
            }
            {
              volumeName: 'bm0'
              mountPath: '/data'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'v0'
          storageType: 'AzureFile'
          storageName: env_outputs_volumes_importer_0
        }
        {
          name: 'v1'
          storageType: 'AzureFile'
          storageName: env_outputs_volumes_importer_1
        }
        {
          name: 'bm0'
          storageType: 'AzureFile'
          storageName: env_outputs_bindmounts_importer_0
        }
      ]
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity_outputs_id}': { }
      '${env_outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
}

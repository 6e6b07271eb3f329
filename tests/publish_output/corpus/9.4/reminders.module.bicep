@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param env_outputs_azure_container_apps_environment_default_domain string

param env_outputs_azure_container_apps_environment_id string

param env_outputs_azure_container_registry_endpoint string

param env_outputs_azure_container_registry_managed_identity_id string

param reminders_containerimage string

param reminders_identity_outputs_id string

param vault_name string

param shared_group string

param greeting_value string

@secure()
param mail_password_value string

param reminders_identity_outputs_clientid string

param env_outputs_volumes_reminders_0 string

resource safe 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vault_name
  scope: resourceGroup(shared_group)
}

resource safe_stamp 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'stamp'
  parent: safe
}

resource reminders 'Microsoft.App/jobs@2025-01-01' = {
  name: 'reminders'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'mail'
          value: 'smtp://robot:${uriComponent(mail_password_value)}@mail.example.net'
        }
        {
          name: 'stamp'
          identity: reminders_identity_outputs_id
          keyVaultUrl: safe_stamp.properties.secretUri
        }
      ]
      triggerType: 'Schedule'
      replicaTimeout: 900
      scheduleTriggerConfig: {
        cronExpression: '30 7 * * 1-5'
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
          image: reminders_containerimage
          name: 'reminders'
          args: [
            '--greeting'
            greeting_value
          ]
          env: [
            {
              name: 'MAIL'
              secretRef: 'mail'
            }
            {
              name: 'STAMP'
              secretRef: 'stamp'
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: reminders_identity_outputs_clientid
            }
          ]
          volumeMounts: [
            {
              volumeName: 'v0'
              mountPath: '/outbox'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'v0'
          storageType: 'AzureFile'
          storageName: env_outputs_volumes_reminders_0
        }
      ]
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${reminders_identity_outputs_id}': { }
      '${env_outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
}

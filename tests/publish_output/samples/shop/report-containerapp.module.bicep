@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param infra_outputs_azure_container_apps_environment_default_domain string

param infra_outputs_azure_container_apps_environment_id string

param infra_outputs_azure_container_registry_endpoint string

param infra_outputs_azure_container_registry_managed_identity_id string

param report_containerimage string

param report_identity_outputs_id string

param sql_outputs_sqlserverfqdn string

param cosmos_outputs_connectionstring string

param cosmos_kv_outputs_name string

param mode_value string

param customvalue string

param report_identity_outputs_principalname string

param report_identity_outputs_clientid string

resource cosmos_kv 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: cosmos_kv_outputs_name
}

resource cosmos_kv_connectionstrings__cosmos 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'connectionstrings--cosmos'
  parent: cosmos_kv
}

resource report 'Microsoft.App/jobs@2025-01-01' = {
  name: 'report'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'cosmos-key'
          identity: report_identity_outputs_id
          keyVaultUrl: cosmos_kv_connectionstrings__cosmos.properties.secretUri
        }
      ]
      triggerType: 'Schedule'
      replicaTimeout: 3600
      replicaRetryLimit: 1
      scheduleTriggerConfig: {
        cronExpression: '0 6 * * 1-5'
      }
      registries: [
        {
          server: infra_outputs_azure_container_registry_endpoint
          identity: infra_outputs_azure_container_registry_managed_identity_id
        }
      ]
    }
    environmentId: infra_outputs_azure_container_apps_environment_id
    workloadProfileName: 'big'
    template: {
      containers: [
        {
          image: report_containerimage
          name: 'report'
          env: [
            {
              name: 'OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY'
              value: 'in_memory'
            }
            {
              name: 'WEB_HTTPS'
              value: 'https://web.internal.${infra_outputs_azure_container_apps_environment_default_domain}'
            }
            {
              name: 'ConnectionStrings__sql'
              value: 'Server=tcp:${sql_outputs_sqlserverfqdn},1433;Encrypt=True;Authentication="Active Directory Default"'
            }
            {
              name: 'ConnectionStrings__orders'
              value: '${cosmos_outputs_connectionstring};Database=orders'
            }
            {
              name: 'COSMOS_KEY'
              secretRef: 'cosmos-key'
            }
            {
              name: 'TLS'
              value: (toLower(mode_value) == 'secure') ? ',ssl=true' : ''
            }
            {
              name: 'CUSTOM'
              value: customvalue
            }
            {
              name: 'AZURE_PRINCIPAL_NAME'
              value: report_identity_outputs_principalname
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: report_identity_outputs_clientid
            }
            {
              name: 'AZURE_TOKEN_CREDENTIALS'
              value: 'ManagedIdentityCredential'
            }
          ]
          resources: {
            cpu: json('2.0')
            memory: '4Gi'
          }
        }
      ]
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${report_identity_outputs_id}': { }
      '${infra_outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
}

@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param userPrincipalId string = ''

param tags object = { }

param mirror_outputs_name string

param puller_outputs_id string

param ink_outputs_name string

resource mirror 'Microsoft.ContainerRegistry/registries@2025-04-01' existing = {
  name: mirror_outputs_name
}

resource ink 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: ink_outputs_name
}

resource env 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: take('env${uniqueString(resourceGroup().id)}', 24)
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: ink.properties.customerId
        sharedKey: ink.listKeys().primarySharedKey
      }
    }
    workloadProfiles: [
      {
        name: 'consumption'
        workloadProfileType: 'Consumption'
      }
      {
        name: 'large'
        workloadProfileType: 'E4'
        minimumCount: 0
        maximumCount: 2
      }
    ]
  }
  tags: tags
}

resource aspireDashboard 'Microsoft.App/managedEnvironments/dotNetComponents@2024-10-02-preview' = {
  name: 'aspire-dashboard'
  properties: {
    componentType: 'AspireDashboard'
  }
  parent: env
}

resource env_storageVolume 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: take('envstoragevolume${uniqueString(resourceGroup().id)}', 24)
  kind: 'StorageV2'
  location: location
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    largeFileSharesState: 'Enabled'
    minimumTlsVersion: 'TLS1_2'
  }
  tags: tags
}

resource storageVolumeFileService 'Microsoft.Storage/storageAccounts/fileServices@2024-01-01' = {
  name: 'default'
  parent: env_storageVolume
}

resource shares_volumes_scan_0 'Microsoft.Storage/storageAccounts/fileServices/shares@2024-01-01' = {
  name: take('sharesvolumesscan0-${uniqueString(resourceGroup().id)}', 63)
  properties: {
    enabledProtocols: 'SMB'
    shareQuota: 1024
  }
  parent: storageVolumeFileService
}

resource managedStorage_volumes_scan_0 'Microsoft.App/managedEnvironments/storages@2025-07-01' = {
  name: take('managedstoragevolumesscan${uniqueString(resourceGroup().id)}', 24)
  properties: {
    azureFile: {
      accountName: env_storageVolume.name
      accountKey: env_storageVolume.listKeys().keys[0].value
      accessMode: 'ReadWrite'
      shareName: shares_volumes_scan_0.name
    }
  }
  parent: env
}

output volumes_scan_0 string = managedStorage_volumes_scan_0.name

output AZURE_LOG_ANALYTICS_WORKSPACE_NAME string = ink.name

output AZURE_LOG_ANALYTICS_WORKSPACE_ID string = ink.id

output AZURE_CONTAINER_REGISTRY_NAME string = mirror.name

output AZURE_CONTAINER_REGISTRY_ENDPOINT string = mirror.properties.loginServer

output AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID string = puller_outputs_id

output AZURE_CONTAINER_APPS_ENVIRONMENT_NAME string = env.name

output AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = env.id

output AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN string = env.properties.defaultDomain

@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param env_outputs_azure_container_apps_environment_default_domain string

param env_outputs_azure_container_apps_environment_id string

resource Cleanup 'Microsoft.App/jobs@2025-01-01' = {
  name: 'cleanup'
  location: location
  properties: {
    configuration: {
      triggerType: 'Schedule'
      replicaTimeout: 1800
      scheduleTriggerConfig: {
        cronExpression: '*/30 * * * *'
        parallelism: 1
        replicaCompletionCount: 1
      }
    }
    environmentId: env_outputs_azure_container_apps_environment_id
    template: {
      containers: [
        {
          image: 'docker.io/library/alpine:3.20'
          name: 'cleanup'
          command: [
            '/bin/sh'
          ]
          args: [
            '-c'
            'find /tmp -mtime +1 -delete'
          ]
        }
      ]
    }
  }
}

"""Calls of Aspire's run mode and dashboard: accepted without effect, to port AppHosts line by line.

Terraform only publishes. No callback that is given here is ever called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cdktf_aspire.hosting.calls import also_named, user_call
from cdktf_aspire.hosting.escape_hatch import WritesTerraform

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cdktf_aspire.values.value import Text

    AnyCallback = Callable[..., object]


class RunModeCalls(WritesTerraform):
    """Aspire's calls on every resource for its dashboard and for runs on a developer's machine."""

    @user_call
    def with_url(self, url: Text, display_text: str | None = None) -> Self:
        """Has no effect: a link in Aspire's dashboard (`WithUrl`)."""
        return self

    @user_call
    def with_urls(self, callback: AnyCallback) -> Self:
        """Has no effect: the links in Aspire's dashboard (`WithUrls`)."""
        return self

    @user_call
    def with_url_for_endpoint(self, endpoint_name: str, callback: AnyCallback) -> Self:
        """Has no effect: the link of an endpoint in Aspire's dashboard (`WithUrlForEndpoint`)."""
        return self

    @user_call
    def with_icon_name(self, icon_name: str, icon_variant: str | None = None) -> Self:
        """Has no effect: the icon in Aspire's dashboard (`WithIconName`)."""
        return self

    @user_call
    def with_hidden(self) -> Self:
        """Has no effect: hides the resource in Aspire's dashboard (`WithHidden`)."""
        return self

    @user_call
    def with_parent_relationship(self, parent: WritesTerraform) -> Self:
        """Has no effect: the place in the dashboard's tree (`WithParentRelationship`)."""
        return self

    @user_call
    def with_child_relationship(self, child: WritesTerraform) -> Self:
        """Has no effect: the place in the dashboard's tree (`WithChildRelationship`)."""
        return self

    @user_call
    def with_reference_relationship(self, resource: object) -> Self:
        """Has no effect: an arrow in the dashboard's graph (`WithReferenceRelationship`)."""
        return self

    @user_call
    def with_relationship(self, resource: WritesTerraform, type: str) -> Self:
        """Has no effect: an arrow in the dashboard's graph (`WithRelationship`)."""
        return self

    @user_call
    def with_command(
        self, name: str, display_name: str, execute_command: AnyCallback, command_options: object = None
    ) -> Self:
        """Has no effect: a button in Aspire's dashboard (`WithCommand`)."""
        return self

    @user_call
    def with_process_command(
        self, command_name: str, display_name: str, options: object, command_options: object = None
    ) -> Self:
        """Has no effect: a button in Aspire's dashboard (`WithProcessCommand`)."""
        return self

    @user_call
    def with_explicit_start(self) -> Self:
        """Has no effect: a run on the developer's machine waits for a click (`WithExplicitStart`)."""
        return self

    @user_call
    def with_health_check(self, key: str) -> Self:
        """Has no effect: a check while Aspire runs the resource (`WithHealthCheck`)."""
        return self

    @user_call
    def with_required_command(
        self, command: str, validation_callback: AnyCallback | None = None, help_link: str | None = None
    ) -> Self:
        """Has no effect: what has to be on the developer's machine (`WithRequiredCommand`)."""
        return self

    @user_call
    def exclude_from_mcp(self) -> Self:
        """Has no effect: hides the resource from the dashboard's MCP server (`ExcludeFromMcp`)."""
        return self

    @user_call
    def with_pipeline_step_factory(
        self,
        step_name: str,
        callback: AnyCallback,
        depends_on: Sequence[str] | None = None,
        required_by: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        description: str | None = None,
    ) -> Self:
        """Has no effect: a step of `aspire deploy` (`WithPipelineStepFactory`)."""
        return self

    @user_call
    def with_pipeline_configuration(self, callback: AnyCallback) -> Self:
        """Has no effect: the steps of `aspire deploy` (`WithPipelineConfiguration`)."""
        return self

    @user_call
    def on_before_resource_started(self, callback: AnyCallback) -> Self:
        """Has no effect: an event of a run (`OnBeforeResourceStarted`)."""
        return self

    with_url_expression = also_named("with_url_expression", with_url)
    with_urls_callback = also_named("with_urls_callback", with_urls)
    with_url_for_endpoint_factory = also_named("with_url_for_endpoint_factory", with_url_for_endpoint)
    with_pipeline_config = also_named("with_pipeline_config", with_pipeline_configuration)
    on_initialize_resource = also_named("on_initialize_resource", on_before_resource_started)
    on_resource_endpoints_allocated = also_named(
        "on_resource_endpoints_allocated", on_before_resource_started
    )
    on_connection_string_available = also_named("on_connection_string_available", on_before_resource_started)
    on_resource_ready = also_named("on_resource_ready", on_before_resource_started)
    on_resource_stopped = also_named("on_resource_stopped", on_before_resource_started)


class AnswersHttp(WritesTerraform):
    """Aspire's calls on programs and external services for runs on a developer's machine."""

    @user_call
    def with_http_health_check(
        self, path: str | None = None, status_code: int | None = None, endpoint_name: str | None = None
    ) -> Self:
        """Has no effect: a check while Aspire runs (`WithHttpHealthCheck`)."""
        return self


class RunModeProgramCalls(AnswersHttp):
    """Aspire's calls on programs for runs on a developer's machine."""

    @user_call
    def with_otlp_exporter(self, protocol: str | None = None) -> Self:
        """Has no effect: telemetry for Aspire's dashboard (`WithOtlpExporter`)."""
        return self

    @user_call
    def with_http_command(
        self, path: str, display_name: str, endpoint_name: str | None = None, command_options: object = None
    ) -> Self:
        """Has no effect: a button in Aspire's dashboard (`WithHttpCommand`)."""
        return self

    @user_call
    def with_mcp_server(self, path: str | None = None, endpoint_name: str | None = None) -> Self:
        """Has no effect: an MCP server that the dashboard knows (`WithMcpServer`)."""
        return self

    @user_call
    def with_terminal(self, options: object = None) -> Self:
        """Has no effect: a terminal in Aspire's dashboard (`WithTerminal`)."""
        return self

    @user_call
    def with_debug_support(self, *options: object) -> Self:
        """Has no effect: how an editor debugs the program (`WithDebugSupport`)."""
        return self

    @user_call
    def with_developer_certificate_trust(self, trust: bool = True) -> Self:
        """Has no effect: certificates of a run (`WithDeveloperCertificateTrust`)."""
        return self

    @user_call
    def with_certificate_trust_scope(self, scope: str) -> Self:
        """Has no effect: certificates of a run (`WithCertificateTrustScope`)."""
        return self

    @user_call
    def with_certificate_authority_collection(self, certificate_authority_collection: object) -> Self:
        """Has no effect: certificates of a run (`WithCertificateAuthorityCollection`)."""
        return self

    @user_call
    def with_certificate_trust_configuration(self, callback: AnyCallback) -> Self:
        """Has no effect: certificates of a run (`WithCertificateTrustConfiguration`)."""
        return self

    @user_call
    def with_https_developer_certificate(self, password: Text | None = None) -> Self:
        """Has no effect: the certificate of a run (`WithHttpsDeveloperCertificate`)."""
        return self

    @user_call
    def without_https_certificate(self) -> Self:
        """Has no effect: the certificate of a run (`WithoutHttpsCertificate`)."""
        return self

    @user_call
    def with_lifetime(self, lifetime: object) -> Self:
        """Has no effect: how long Docker keeps the container after a run (`WithLifetime`)."""
        return self

    @user_call
    def with_persistent_lifetime(self) -> Self:
        """Has no effect: Docker keeps the container after a run (`WithPersistentLifetime`)."""
        return self

    @user_call
    def with_lifetime_of(self, resource: WritesTerraform) -> Self:
        """Has no effect: how long Docker keeps the container (`WithLifetimeOf`)."""
        return self

    @user_call
    def with_container_name(self, name: str) -> Self:
        """Has no effect: Docker's name of the container in a run (`WithContainerName`)."""
        return self

    @user_call
    def with_container_runtime_args(self, *args: Text | Sequence[Text]) -> Self:
        """Has no effect: arguments for Docker in a run (`WithContainerRuntimeArgs`)."""
        return self

    @user_call
    def with_container_network_alias(self, alias: str) -> Self:
        """Has no effect: a name in Docker's network in a run (`WithContainerNetworkAlias`)."""
        return self

    @user_call
    def with_image_pull_policy(self, pull_policy: object) -> Self:
        """Has no effect: when Docker pulls the image in a run (`WithImagePullPolicy`)."""
        return self

    @user_call
    def with_endpoint_proxy_support(self, proxy_enabled: bool = True) -> Self:
        """Has no effect: whether Aspire's proxy is used in a run (`WithEndpointProxySupport`)."""
        return self

    @user_call
    def with_remote_image_name(self, remote_image_name: str) -> Self:
        """Has no effect: the image's name is a Terraform variable (`WithRemoteImageName`)."""
        return self

    @user_call
    def with_remote_image_tag(self, remote_image_tag: str) -> Self:
        """Has no effect: the image's name is a Terraform variable (`WithRemoteImageTag`)."""
        return self

    @user_call
    def with_image_push_options(self, callback: AnyCallback) -> Self:
        """Has no effect: the image is pushed outside (`WithImagePushOptions`)."""
        return self

    @user_call
    def with_dockerfile_base_image(
        self, build_image: str | None = None, runtime_image: str | None = None
    ) -> Self:
        """Has no effect: the image is built outside (`WithDockerfileBaseImage`)."""
        return self

    with_https_certificate_configuration = also_named(
        "with_https_certificate_configuration", with_certificate_trust_configuration
    )
    with_session_lifetime = also_named("with_session_lifetime", with_persistent_lifetime)
    with_parent_process_lifetime = also_named("with_parent_process_lifetime", with_persistent_lifetime)

package io.github.backendexecutor.app.config;

import org.jspecify.annotations.Nullable;

/// How callers show who they are; null: not in this way.
///
/// @param adminToken shown by callers who may do everything
/// @param operatorToken shown by callers who may submit, cancel and retry
/// @param viewerToken shown by callers who may look
public record AccessConfig(
    @Nullable String adminToken,
    @Nullable String operatorToken,
    @Nullable String viewerToken,
    @Nullable Oidc oidc) {

  /// An OpenID Connect provider.
  ///
  /// @param issuer its address
  /// @param audience for whom its tokens must be made out
  /// @param rolesClaim which claim says what the caller may do
  public record Oidc(String issuer, String audience, String rolesClaim) {}

  /// Whether callers have to show anything.
  public boolean required() {
    return adminToken != null || operatorToken != null || viewerToken != null || oidc != null;
  }

  /// Without the tokens.
  @Override
  public String toString() {
    return "AccessConfig[required=" + required() + ", oidc=" + oidc + "]";
  }
}

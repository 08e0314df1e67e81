package omendb.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import omendb.engine.definition.Acl;
import omendb.engine.definition.Membership;
import omendb.engine.definition.Policy;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.RoleAttribute;
import omendb.engine.definition.Securable;
import omendb.planner.CatalogView.CheckOption;
import omendb.planner.ast.Access.PolicyCommand;
import org.junit.jupiter.api.Test;

final class GrantsCodecTest {
  private static final int ANN = 16400;
  private static final int GROUP = 16401;
  private static final int TABLE = 16402;

  private static CatalogState filled() {
    CatalogState state = CatalogState.fresh();
    state.put(
        new Role(
            ANN,
            "ann",
            "secret",
            EnumSet.of(RoleAttribute.LOGIN, RoleAttribute.CREATEDB),
            7,
            1_893_456_000_000_000L));
    state.put(new Role(GROUP, "crowd", null, EnumSet.of(RoleAttribute.INHERIT), -1, null));
    Grants grants = state.grants();
    grants.put(new Membership(GROUP, ANN, Role.BOOTSTRAP, true));
    grants.own(TABLE, ANN);
    Acl list = Acl.initial(Securable.TABLE, ANN).granted(GROUP, ANN, Privilege.SELECT.bit(), true);
    grants.put(TABLE, "", list);
    grants.put(TABLE, "a", Acl.NONE.granted(Acl.PUBLIC, ANN, Privilege.UPDATE.bit(), false));
    grants.put(new Grants.Default(ANN, 0, Securable.TABLE), list);
    grants.invoke(TABLE, true);
    grants.put(ANN, Map.of("application_name", "x"));
    return state;
  }

  @Test
  void whatWasGrantedComesBackAsItWas() {
    CatalogState state = filled();
    CatalogState read = CatalogCodec.decode(CatalogCodec.encode(state));
    assertThat(read.grants()).isEqualTo(state.grants());
    assertThat(List.copyOf(read.roles())).isEqualTo(List.copyOf(state.roles()));
  }

  @Test
  void rowSecurityComesBackAsItWas() {
    CatalogState state = filled();
    PolicySet policies = state.policies();
    List<Integer> roles = List.of(ANN, GROUP);
    for (PolicyCommand command : PolicyCommand.values()) {
      boolean permissive = command == PolicyCommand.ALL;
      String check = permissive ? "SELECT 1 FROM t WHERE b" : null;
      policies.put(
          new Policy(
              20_200 + command.ordinal(),
              TABLE,
              "p_" + command,
              permissive,
              command,
              roles,
              "SELECT 1 FROM t WHERE a",
              check));
    }
    policies.enabled().add(TABLE);
    policies.forced().add(TABLE);
    CatalogState read = CatalogCodec.decode(CatalogCodec.encode(state));
    assertThat(read.policies()).isEqualTo(policies);
    assertThat(read.policies().of(TABLE)).hasSize(PolicyCommand.values().length);
  }

  @Test
  void viewsKeepTheirCheckOption() {
    CatalogState state = filled();
    for (CheckOption check : CheckOption.values()) {
      int oid = 20_100 + check.ordinal();
      state.put(
          new ViewDefinition(oid, "public", "v_" + check.name(), List.of(), "SELECT 1", check));
    }
    CatalogState read = CatalogCodec.decode(CatalogCodec.encode(state));
    assertThat(List.copyOf(read.views())).isEqualTo(List.copyOf(state.views()));
  }

  @Test
  void catalogWithoutPrivilegesLeavesItsObjectsToTheBootstrapRole() {
    byte[] bytes = CatalogCodec.encode(filled());
    ByteBuffer.wrap(bytes).putInt(9);
    CatalogState read = CatalogCodec.decode(bytes);
    assertThat(read.grants()).isEqualTo(CatalogState.fresh().grants());
    assertThat(read.grants().owner(TABLE)).isEqualTo(Role.BOOTSTRAP);
    Role ann = read.role("ann");
    assertThat(ann).isNotNull();
    assertThat(ann.login()).isTrue();
    assertThat(ann.superuser()).isFalse();
    assertThat(ann.verifier()).isEqualTo("secret");
    assertThat(read.role("omendb").superuser()).isTrue();
    assertThat(read.role("pg_read_all_data")).isNotNull();
  }

  @Test
  void whatIsGrantedWithoutTheRightToIsFound() {
    Acl list =
        Acl.initial(Securable.TABLE, ANN)
            .granted(GROUP, ANN, Privilege.SELECT.bit(), true)
            .granted(TABLE, GROUP, Privilege.SELECT.bit(), false);
    assertThat(list.orphans(ANN)).isEmpty();
    assertThat(list.revoked(GROUP, ANN, Privilege.SELECT.bit(), true).orphans(ANN))
        .containsExactly(new Acl.Item(TABLE, GROUP, Privilege.SELECT.bit(), 0));
  }
}

package omendb.engine.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/// Who has which privileges on an object, and who gave them.
public record Acl(List<Item> items) {
  public static final Acl NONE = new Acl(List.of());

  /// The grantee that means everybody.
  public static final int PUBLIC = 0;

  public Acl {
    items = List.copyOf(items);
  }

  /// @param grantee a role's number, or [#PUBLIC]
  /// @param grantor a role's number
  /// @param privileges a set of [Privilege#bit]
  /// @param options those of them that the grantee may grant on
  public record Item(int grantee, int grantor, int privileges, int options) {}

  /// What holds for an object of the kind before anything was granted.
  public static Acl initial(Securable kind, int owner) {
    List<Item> items = new ArrayList<>(2);
    if (kind.everyone() != 0) {
      items.add(new Item(PUBLIC, owner, kind.everyone(), 0));
    }
    if (kind != Securable.COLUMN) {
      items.add(new Item(owner, owner, kind.all(), 0));
    }
    return new Acl(items);
  }

  /// The privileges that one of these grantees has.
  public int privileges(Set<Integer> grantees) {
    int found = 0;
    for (Item item : items) {
      if (item.grantee == PUBLIC || grantees.contains(item.grantee)) {
        found |= item.privileges;
      }
    }
    return found;
  }

  /// The privileges that one of these grantees may grant on.
  public int options(Set<Integer> grantees) {
    int found = 0;
    for (Item item : items) {
      if (grantees.contains(item.grantee)) {
        found |= item.options;
      }
    }
    return found;
  }

  public Acl granted(int grantee, int grantor, int privileges, boolean withOption) {
    List<Item> changed = new ArrayList<>(items.size() + 1);
    boolean found = false;
    for (Item item : items) {
      if (item.grantee == grantee && item.grantor == grantor) {
        found = true;
        changed.add(
            new Item(
                grantee,
                grantor,
                item.privileges | privileges,
                item.options | (withOption ? privileges : 0)));
      } else {
        changed.add(item);
      }
    }
    if (!found) {
      changed.add(new Item(grantee, grantor, privileges, withOption ? privileges : 0));
    }
    return new Acl(changed);
  }

  /// Takes privileges back, or only the right to grant them on; what others granted on is left.
  public Acl revoked(int grantee, int grantor, int privileges, boolean optionOnly) {
    List<Item> changed = new ArrayList<>(items.size());
    for (Item item : items) {
      if (item.grantee != grantee || item.grantor != grantor) {
        changed.add(item);
        continue;
      }
      int left = optionOnly ? item.privileges : item.privileges & ~privileges;
      if (left != 0) {
        changed.add(new Item(grantee, grantor, left, item.options & ~privileges));
      }
    }
    return new Acl(changed);
  }

  /// The items whose grantor may no longer grant what he gave.
  ///
  /// @param owner who may always
  public List<Item> orphans(int owner) {
    List<Item> orphans = new ArrayList<>();
    for (Item item : items) {
      if (item.grantor != owner) {
        int lost = item.privileges & ~options(Set.of(item.grantor));
        if (lost != 0) {
          orphans.add(new Item(item.grantee, item.grantor, lost, item.options & lost));
        }
      }
    }
    return orphans;
  }

  /// True when it says something of the role.
  public boolean names(int role) {
    return items.stream().anyMatch(item -> item.grantee == role || item.grantor == role);
  }

  /// The list after the object got another owner.
  public Acl owned(int from, int to) {
    Acl changed = NONE;
    Set<Item> seen = new HashSet<>();
    for (Item item : items) {
      int grantee = item.grantee == from ? to : item.grantee;
      int grantor = item.grantor == from ? to : item.grantor;
      Item moved = new Item(grantee, grantor, item.privileges, item.options);
      if (seen.add(moved)) {
        changed = changed.granted(grantee, grantor, item.privileges, false);
        if (item.options != 0) {
          changed = changed.granted(grantee, grantor, item.options, true);
        }
      }
    }
    return changed;
  }

  /// As `aclitem[]` shows it.
  ///
  /// @param role the name of a role by its number
  public Object[] text(IntFunction<String> role) {
    return items.stream().map(item -> text(item, role)).toArray();
  }

  private static String text(Item item, IntFunction<String> role) {
    StringBuilder text = new StringBuilder();
    if (item.grantee != PUBLIC) {
      text.append(quoted(role.apply(item.grantee)));
    }
    text.append('=');
    for (Privilege each : Privilege.values()) {
      if ((item.privileges & each.bit()) != 0) {
        text.append(each.letter());
        if ((item.options & each.bit()) != 0) {
          text.append('*');
        }
      }
    }
    return text.append('/').append(quoted(role.apply(item.grantor))).toString();
  }

  private static String quoted(String name) {
    boolean plain = name.chars().allMatch(c -> c == '_' || c < 128 && Character.isLetterOrDigit(c));
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}

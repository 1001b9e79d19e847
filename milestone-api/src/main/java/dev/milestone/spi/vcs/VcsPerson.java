package dev.milestone.spi.vcs;

import org.apiguardian.api.API;

/**
 * Who is named in a commit. Characters that would end the field are refused.
 *
 * @param name not empty
 * @param email may be empty
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsPerson(String name, String email) {

  /** Longest name and address, in characters. */
  public static final int MAX_LENGTH = 256;

  /** Checks both. */
  public VcsPerson {
    if (name.isBlank() || name.length() > MAX_LENGTH || email.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a person has a name and fits " + MAX_LENGTH);
    }
    for (int i = 0; i < name.length() + email.length(); i++) {
      char c = i < name.length() ? name.charAt(i) : email.charAt(i - name.length());
      if (c < ' ' || c == '<' || c == '>' || c == 0x7f) {
        throw new IllegalArgumentException(
            "a person's name and address hold no '<', '>' or control");
      }
    }
  }
}

/// Examples, the prompt and the demo: the outside view.
@NullMarked
package omendb.clients;

import org.jspecify.annotations.NullMarked;

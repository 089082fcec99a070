package source

// Kind is the form of a Node.
type Kind uint8

// The three forms of a value.
const (
	Scalar Kind = iota // one value, as written
	Map                // keys and values, in the order of the file
	List               // values in order
)

// String names the form for a message, with its article.
func (k Kind) String() string {
	switch k {
	case Map:
		return "a mapping"
	case List:
		return "a list"
	}
	return "a single value"
}

// Node is a value of a file with its place. Nodes are shared between scenarios and their variants: whoever changes one
// works on a copy (Clone, With, Without).
type Node struct {
	Kind   Kind
	Pos    Pos    // of the first character, an opening quote or bracket included
	Text   string // Scalar: the value as written, quotes and escapes resolved
	Quoted bool   // Scalar: written in quotes or as a block of text
	Flow   bool   // Map, List: written in braces or brackets
	Bad    bool   // a fault was reported here: nothing more need be said
	Keys   []*Node
	Items  []*Node // Map: Keys[i] -> Items[i]; List: the values
	width  int     // of the token in runes, for the caret; 0: from Text
}

// NewScalar makes a value that stands in no file, such as one of the command line.
func NewScalar(text string, pos Pos) *Node { return &Node{Kind: Scalar, Text: text, Pos: pos} }

// NewMap makes an empty mapping.
func NewMap(pos Pos) *Node { return &Node{Kind: Map, Pos: pos} }

// Get gives the value of a key, nil if n is no mapping or has no such key. It costs a scan of the keys.
func (n *Node) Get(key string) *Node {
	if i := n.index(key); i >= 0 {
		return n.Items[i]
	}
	return nil
}

// Key gives the node of the key itself, nil if there is none.
func (n *Node) Key(key string) *Node {
	if i := n.index(key); i >= 0 {
		return n.Keys[i]
	}
	return nil
}

// index gives the position of a key, -1 if there is none.
func (n *Node) index(key string) int {
	if n == nil || n.Kind != Map {
		return -1
	}
	for i, k := range n.Keys {
		if k.Text == key {
			return i
		}
	}
	return -1
}

// Names gives the keys of a mapping in the order of the file.
func (n *Node) Names() []string {
	if n == nil || n.Kind != Map {
		return nil
	}
	out := make([]string, len(n.Keys))
	for i, k := range n.Keys {
		out[i] = k.Text
	}
	return out
}

// Len gives the length of the node's first token in runes, for a caret.
func (n *Node) Len() int {
	switch {
	case n == nil:
		return 1
	case n.width > 0:
		return n.width
	case n.Kind == Scalar && n.Text != "":
		return runes(n.Text)
	case n.Kind == Map && !n.Flow && len(n.Keys) > 0:
		return n.Keys[0].Len()
	}
	return 1
}

// Clone gives a deep copy; positions are kept.
func (n *Node) Clone() *Node {
	if n == nil {
		return nil
	}
	c := *n
	c.Keys = cloneAll(n.Keys)
	c.Items = cloneAll(n.Items)
	return &c
}

func cloneAll(nodes []*Node) []*Node {
	if nodes == nil {
		return nil
	}
	out := make([]*Node, len(nodes))
	for i, n := range nodes {
		out[i] = n.Clone()
	}
	return out
}

// shallow gives a copy of a mapping or list whose slices can be changed.
func (n *Node) shallow() *Node {
	c := *n
	c.Keys = append([]*Node(nil), n.Keys...)
	c.Items = append([]*Node(nil), n.Items...)
	return &c
}

// With gives a copy of a mapping in which key has this value: in the old place if it was there, else at the end. The
// values are shared with n.
func (n *Node) With(key, value *Node) *Node {
	c := n.shallow()
	if i := n.index(key.Text); i >= 0 {
		c.Keys[i], c.Items[i] = key, value
		return c
	}
	c.Keys, c.Items = append(c.Keys, key), append(c.Items, value)
	return c
}

// WithItem gives a copy of a list in which item i (from 0) has this value. It panics if there is no such item.
func (n *Node) WithItem(i int, value *Node) *Node {
	c := n.shallow()
	c.Items[i] = value
	return c
}

// Without gives a copy of a mapping without a key; the values are shared with n.
func (n *Node) Without(key string) *Node {
	i := n.index(key)
	if i < 0 {
		return n
	}
	c := n.shallow()
	c.Keys = append(c.Keys[:i], c.Keys[i+1:]...)
	c.Items = append(c.Items[:i], c.Items[i+1:]...)
	return c
}

// WithoutItem gives a copy of a list without item i (from 0).
func (n *Node) WithoutItem(i int) *Node {
	c := n.shallow()
	c.Items = append(c.Items[:i], c.Items[i+1:]...)
	return c
}

// Equal reports whether two values are written the same, positions and quotes apart. The order of keys counts.
func Equal(a, b *Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Keys) != len(b.Keys) || len(a.Items) != len(b.Items) {
		return false
	}
	for i := range a.Keys {
		if a.Keys[i].Text != b.Keys[i].Text {
			return false
		}
	}
	for i := range a.Items {
		if !Equal(a.Items[i], b.Items[i]) {
			return false
		}
	}
	return true
}

package source

import "strings"

// String writes a value on one line in the form that Parse reads back: {min: 1 m, max: 2 m}, [a, b], text in quotes where
// the notation asks for them.
func (n *Node) String() string {
	var b strings.Builder
	n.format(&b)
	return b.String()
}

func (n *Node) format(b *strings.Builder) {
	if n == nil {
		return
	}
	switch n.Kind {
	case Scalar:
		b.WriteString(Quote(n.Text))
	case List:
		b.WriteByte('[')
		for i, v := range n.Items {
			if i > 0 {
				b.WriteString(", ")
			}
			v.format(b)
		}
		b.WriteByte(']')
	case Map:
		b.WriteByte('{')
		for i, v := range n.Items {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(Quote(n.Keys[i].Text) + ": ")
			v.format(b)
		}
		b.WriteByte('}')
	}
}

// Quote gives text as a scalar of the notation: as it is where that is safe anywhere in a file, else in double quotes.
func Quote(text string) string {
	if plainSafe(text) {
		return text
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch r {
		case '"', '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plainSafe reports whether text can stand unquoted in any place (NOTATION.md, section 1).
func plainSafe(text string) bool {
	switch text {
	case "", "~", "null", "Null", "NULL", "-", "<<", "=", "---", "...":
		return false
	}
	if strings.ContainsAny(text, "[]{},?\"\\\n\t#") || strings.ContainsAny(text[:1], "?:&*!|>%@`' ") {
		return false
	}
	return !strings.HasPrefix(text, "- ") && !strings.HasPrefix(text, "---") && !strings.HasPrefix(text, "...") &&
		!strings.Contains(text, ":") && !strings.HasSuffix(text, " ") && strings.Count(text, "(") == strings.Count(text, ")")
}

//! The parts of an archive, and a tree of the elements in one.

use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::Event;

/// A part of an archive.
pub(crate) fn part(file: &[u8], name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file)).expect("an archive");
    let mut bytes = Vec::new();
    zip.by_name(name).expect(name).read_to_end(&mut bytes).expect("inflates");
    bytes
}

/// An element, or text.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
    pub(crate) text: String,
}

impl Node {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Along a path of names; the element's own attribute `w:val` at its end.
    pub(crate) fn val(&self, path: &[&str]) -> Option<&str> {
        path.iter().try_fold(self, |node, name| node.child(name))?.attribute("w:val")
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.children.iter().map(|child| child.name.as_str()).collect()
    }

    /// All below with that name, in their order.
    pub(crate) fn all(&self, name: &str) -> Vec<&Node> {
        let mut found = Vec::new();
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            found.extend(child.all(name));
        }
        found
    }

    /// All that is read.
    pub(crate) fn words(&self) -> String {
        match self.name.as_str() {
            "w:t" => self.children.iter().map(|child| child.text.as_str()).collect(),
            "w:br" => "\n".to_owned(),
            "w:tab" => "\t".to_owned(),
            "w:instrText" | "w:pPr" => String::new(),
            _ => self.children.iter().map(Node::words).collect(),
        }
    }
}

/// The tree of a part; its root has no name.
pub(crate) fn tree(bytes: &[u8]) -> Node {
    let mut reader = Reader::from_reader(bytes);
    let mut open = vec![Node::default()];
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    loop {
        let closed = match reader.read_event().expect("well-formed") {
            Event::Eof => break,
            Event::Start(start) => {
                open.push(node(&start));
                continue;
            }
            Event::Empty(start) => node(&start),
            Event::End(_) => open.pop().expect("started"),
            Event::Text(words) => Node { text: text(&words), ..Node::default() },
            Event::GeneralRef(name) => {
                let entity = format!("&{};", text(&name));
                let words = quick_xml::escape::unescape(&entity).expect("known").into_owned();
                Node { text: words, ..Node::default() }
            }
            _ => continue,
        };
        open.last_mut().expect("a root").children.push(closed);
    }
    open.pop().expect("a root")
}

fn node(start: &quick_xml::events::BytesStart<'_>) -> Node {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.expect("an attribute");
        (text(attribute.key.as_ref()), text(&attribute.value))
    });
    Node { name: text(start.name().as_ref()), attributes: attributes.collect(), ..Node::default() }
}

//! What a random schema is made of: a sequence of numbers, each of which decides something. A
//! shorter sequence of smaller numbers makes a simpler schema, so that a failing one can be shrunk.

/// The numbers that are left to decide by; when they are used up, the simplest is chosen.
pub struct Choices {
    numbers: std::vec::IntoIter<u16>,
}

impl Choices {
    pub fn new(numbers: Vec<u16>) -> Self {
        Self { numbers: numbers.into_iter() }
    }

    /// A number below that one.
    pub fn below(&mut self, limit: usize) -> usize {
        let number = usize::from(self.numbers.next().unwrap_or_default());
        if limit == 0 { 0 } else { number % limit }
    }

    /// Whether something rare is, that happens so many times out of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        let number = self.below(100);
        number != 0 && number <= percent
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// One that passes, where there is one.
    pub fn among<'a, T>(&mut self, of: &'a [T], passes: impl Fn(&T) -> bool) -> Option<&'a T> {
        let fitting: Vec<&T> = of.iter().filter(|it| passes(it)).collect();
        if fitting.is_empty() { None } else { Some(fitting[self.below(fitting.len())]) }
    }
}

/// Names that only quotes make safe, none like another as long as the numbers differ.
pub fn name(choices: &mut Choices, word: &str, number: usize) -> String {
    match choices.below(12) {
        0..=4 => format!("{word}{number}"),
        5 => format!("{}{number}", word.to_uppercase()),
        6 => format!("{word} \"q\" {number}"),
        7 => format!("it's {word}.{number} "),
        8 => format!("{word}\n{number}"),
        9 => ["select", "user", "table", "order", "default", "check"][number % 6].to_owned() + &"_".repeat(number / 6),
        10 => format!("${word}$ \\ %{number}$s"),
        // 63 bytes, in which a letter is cut in two where the server shortens carelessly.
        _ => {
            let mut long = format!("{word}{number}");
            while long.len() + 'ü'.len_utf8() <= 63 {
                long.push('ü');
            }
            long
        }
    }
}

pub fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

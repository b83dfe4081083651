//! Each value through the client and the local server, on both endpoints.

use extract::{Client, Endpoint, testing::Server};

use crate::types;

#[tokio::test]
async fn each_value_comes_back_through_the_server() {
    let server = Server::start().await.unwrap();
    let client = client(&server);
    let mut trips = 0;
    for (group, shape) in types::all() {
        for (position, document) in shape.documents().into_iter().enumerate() {
            for endpoint in [Endpoint::Responses, Endpoint::Chat] {
                server.answer_text(document);
                let asked = shape.ask(&client, endpoint, position).await;
                assert_eq!(asked, Ok(()), "{group}: {} on {endpoint:?}", shape.name());
                trips += 1;
            }
        }
    }
    println!("{trips} round trips");
    assert_eq!(server.requests().len(), trips);
}

#[tokio::test]
async fn the_schema_is_sent_byte_for_byte() {
    let server = Server::start().await.unwrap();
    let client = client(&server);
    for (group, shape) in types::all() {
        let schema = shape.schema();
        for endpoint in [Endpoint::Responses, Endpoint::Chat] {
            server.answer_text(shape.documents()[0]);
            shape.ask(&client, endpoint, 0).await.unwrap();
            let requests = server.requests();
            let request = requests.last().unwrap();
            let about = format!("{group}: {} in {}", shape.name(), request.text());
            assert!(request.text().contains(&format!(r#""schema":{schema}"#)), "{about}");
            assert_eq!(request.format_name().as_deref(), Some(schema.name()), "{about}");
            assert_eq!(request.endpoint(), Some(endpoint), "{about}");
        }
    }
}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

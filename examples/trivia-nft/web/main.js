const { apiUrl } = await (await fetch('config.json')).json()
const { question } = await (await fetch(`${apiUrl}question`)).json()
document.querySelector('h1').textContent = question
